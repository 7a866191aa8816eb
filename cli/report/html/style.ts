import { findings } from './style/findings.ts';
import { map } from './style/map.ts';
import { matrix } from './style/matrix.ts';
import { page } from './style/page.ts';
import { print } from './style/print.ts';
import { tokens } from './style/tokens.ts';

/** The style sheet of the report. */
export const style = [tokens, page, matrix, map, findings, print].join('\n');
