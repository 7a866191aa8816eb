import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { asff } from '#cli/audit/formats/asff.ts';
import { csv } from '#cli/audit/formats/csv.ts';
import { formats } from '#cli/audit/formats/index.ts';
import { junit } from '#cli/audit/formats/junit.ts';
import { ocsf } from '#cli/audit/formats/ocsf.ts';
import { sarif } from '#cli/audit/formats/sarif.ts';
import { table } from '#cli/audit/formats/table.ts';
import type { AuditReport } from '#shared/usecases/audit/report.ts';
import { everything, finding, placeOf, reportOf } from './example-report.ts';
import { asffSchema } from './schemas/asff.ts';
import { ocsfSchema } from './schemas/ocsf.ts';

const sarifSchema = createRequire(import.meta.url)(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
const draft4 = new AjvDraft4.default({ allErrors: true, strict: false, unicodeRegExp: false });
const ajv = new Ajv({ allErrors: true });
addFormats.default(draft4);
addFormats.default(ajv);
const validators = {
  sarif: draft4.compile(sarifSchema),
  asff: ajv.compile(asffSchema),
  ocsf: ajv.compile(ocsfSchema),
};

/** What the schema has against it. */
const faults = (format: keyof typeof validators, text: string): unknown => {
  const valid = validators[format](JSON.parse(text));
  return valid ? [] : validators[format].errors;
};
const xml = new XMLParser({ ignoreAttributes: false, isArray: (name) => /^test/.test(name) });
const cells = (report: AuditReport): Record<string, string>[] =>
  parse(csv(report), { columns: true });
const all = everything.places.flatMap(({ findings }) => findings);
const open = all.filter(({ verdict }) => /NON_COMPLIANT|INDETERMINATE/.test(verdict));

describe('every format', () => {
  it('is valid by a schema or parser that is not ours', () => {
    expect(faults('sarif', sarif(everything))).toEqual([]);
    expect(faults('asff', asff(everything))).toEqual([]);
    expect(faults('ocsf', ocsf(everything))).toEqual([]);
    expect(XMLValidator.validate(junit(everything))).toBe(true);
    expect(cells(everything)).toHaveLength(all.length);
  });

  it('stays valid whatever names and reasons people and AWS give', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 2000 }).map((text) => `a${text}`);
    fc.assert(
      fc.property(hostile, hostile, fc.nat(100), (name, because, index) => {
        const given = finding(index, { resourceId: name, resourceName: name, because });
        const report = reportOf(placeOf({ findings: [given] }));
        expect(faults('sarif', sarif(report))).toEqual([]);
        expect(faults('ocsf', ocsf(report))).toEqual([]);
        expect(faults('asff', asff(report))).toEqual([]);
        expect(XMLValidator.validate(junit(report))).toBe(true);
        expect(cells(report)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it('tells what could not be told from what is in order', async () => {
    const unknown = finding(1, { resourceName: 'b', because: 'denied' });
    const report = reportOf(placeOf({ findings: [unknown] }));
    for (const [name, load] of Object.entries(formats)) {
      if (name === 'json') continue;
      expect((await load())(report)).toContain('Cannot tell: denied');
    }
  });
});

describe('csv', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
    'lets no spreadsheet run %j as a formula',
    (hostile) => {
      const report = reportOf(placeOf({ findings: [finding(0, { resourceName: hostile })] }));
      expect(cells(report)[0]?.resourceName).toBe(`'${hostile}`);
    },
  );

  it('gives everything else back as it was', () => {
    const name = 'acme, "the" bucket\nof two lines; ü';
    const report = reportOf(placeOf({ findings: [finding(0, { resourceName: name })] }));
    expect(cells(report)[0]).toMatchObject({ resourceName: name, account: '111122223333' });
  });
});

describe('sarif', () => {
  const [run] = JSON.parse(sarif(everything)).runs;

  it('has a result for what is open or unknown, and for nothing else', () => {
    expect(run.results).toHaveLength(open.length);
    const kinds = new Set(
      run.results.map(({ kind, level }: Record<string, string>) => `${kind}${level}`),
    );
    expect(kinds).toEqual(new Set(['failerror', 'failwarning', 'failnote', 'opennone']));
  });

  it('names each result the same in every audit, and no two the same', () => {
    const prints = run.results.map(
      (result: { partialFingerprints: object }) => Object.values(result.partialFingerprints)[0],
    );
    expect(new Set(prints).size).toBe(open.length);
    expect(
      JSON.parse(sarif({ ...everything, takenAt: '2026-04-01T00:00:00Z' })).runs[0].results,
    ).toEqual(run.results);
  });

  it('says that it did not go through when an account could not be audited, and what was denied', () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = run.invocations;
    expect(executionSuccessful).toBe(false);
    expect(JSON.stringify(toolExecutionNotifications)).toMatch(
      /s3:GetBucketPolicy.*sts:AssumeRole/,
    );
  });
});

describe('asff', () => {
  it('cuts what is longer than Security Hub takes', () => {
    const long = finding(0, { because: 'x'.repeat(5000), remediation: 'y'.repeat(5000) });
    const text = asff(reportOf(placeOf({ findings: [long] })));
    expect(faults('asff', text)).toEqual([]);
    expect(JSON.parse(text)[0].Description).toHaveLength(1024);
  });

  it('leaves out what does not apply', () => {
    const some = all.filter(({ verdict }) => verdict !== 'NOT_APPLICABLE');
    expect(JSON.parse(asff(everything))).toHaveLength(some.length);
  });
});

describe('junit', () => {
  it('counts failures, errors and skipped as they are', () => {
    const { testsuites } = xml.parse(junit(everything));
    const [suites] = testsuites;
    expect(suites.testsuite).toHaveLength(2);
    const cases: Record<string, unknown>[] = suites.testsuite.flatMap(
      ({ testcase }: { testcase: object[] }) => testcase,
    );
    for (const [attribute, element] of [
      ['@_failures', 'failure'],
      ['@_errors', 'error'],
      ['@_skipped', 'skipped'],
    ] as const) {
      const found = cases.filter((each) => element in each).length;
      expect([attribute, found]).toEqual([attribute, Number(suites[attribute])]);
      expect(found).toBeGreaterThan(0);
    }
    expect(cases).toHaveLength(Number(suites['@_tests']));
  });
});

describe('table', () => {
  it('shows what is open or unknown, and counts the rest', () => {
    const text = table(everything);
    expect(text).toMatch(/\d+ open · \d+ not known · \d+ in order · \d+ not applicable/);
    expect(text).toMatch(/^Open: \d+ critical · \d+ high/m);
    expect(text).toContain('444455556666 ap-northeast-1: not audited: sts:AssumeRole');
  });

  it('lets no name steer the terminal', () => {
    const hostile = finding(0, { resourceName: 'a\u001B[2Jb', because: 'c\u0007\u202Ed' });
    const text = table(reportOf(placeOf({ findings: [hostile] })));
    for (const steering of ['\u001B', '\u0007', '\u202E']) expect(text).not.toContain(steering);
  });
});
