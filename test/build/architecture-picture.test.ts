import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { architecturePicture } from '#infra/build/architecture-picture.ts';
import { documentNames, functionNames } from '#shared/connect/deployment.ts';

describe('the picture of the architecture', () => {
  it('is what `npm run registry` draws', () => {
    expect(readFileSync('docs/architecture.svg', 'utf8')).toBe(architecturePicture());
    expect(XMLValidator.validate(architecturePicture())).toBe(true);
  });

  it.each([...Object.values(functionNames), ...Object.values(documentNames)])('has %s', (name) => {
    const short = name.replace(/^(connect-storage-guard|ConnectStorageGuard)-/, '');
    const drawn = short.startsWith('evaluate-') ? 'evaluate-' : short;
    expect(architecturePicture()).toContain(drawn);
  });
});
