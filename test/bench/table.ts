import { columns } from '#cli/columns.ts';
import type { Moved } from './compare.ts';
import type { Bench, Figure } from './figures.ts';

const number = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toPrecision(value >= 100 ? 4 : 3);

const row = (name: string, { value, unit, ratioTo, aim }: Figure): string[] => [
  `  ${name}`,
  `${number(value)} ${unit}`,
  ratioTo ? `${number(ratioTo.ratio)}× ${ratioTo.what}` : '',
  aim ? `aim ${aim}` : '',
];

/** For people. */
export const benchTable = ({ machine, reference, sections }: Bench): string =>
  [
    `${machine.processor}, ${machine.cores} cores, ${machine.gigabytes} GB, ${machine.platform}, Node ${machine.node}`,
    `The reference takes ${number(reference.value)} ms.`,
    ...Object.entries(sections).flatMap(([name, figures]) => [
      '',
      name,
      ...columns(
        Object.entries(figures).map(([what, figure]) => row(what, figure)),
        150,
      ),
    ]),
  ].join('\n');

export const movedTable = (all: readonly Moved[]): string =>
  all.length === 0
    ? 'No count has moved, and no ratio by more than 15 %.'
    : [
        'Moved against the baseline:',
        ...columns(
          all.map(({ section, figure, before, now }) => [
            section,
            figure,
            before === undefined ? 'was not there' : number(before),
            now === undefined ? 'is gone' : number(now),
            before !== undefined && now !== undefined ? `${number(now / before)}×` : '',
          ]),
          150,
        ),
      ].join('\n');
