import { html, type Markup } from './html.ts';
import { boxMarkup, boxWidth, heightOf, shortened } from './map-box.ts';
import type { Box, InstanceMap, Lane } from './map-layout.ts';

/** In units of the picture: the left edges of its columns. */
const columns = { instance: 0, stored: 246, where: 420, next: 672, end: 924 } as const;
const rowColumns = [columns.where, columns.next, columns.end];
const width = columns.end + boxWidth;
const lineHeight = 18;
const gap = 14;

/** One instance and all that it stores, from left to right. */
export function picture({ instance, lanes, others }: InstanceMap): Markup {
  const [first] = lanes;
  let top = first ? Math.max(0, (heightOf(instance) - laneHeight(first)) / 2) : 0;
  const ways = lanes.map((lane) => {
    const height = laneHeight(lane);
    const middle = top + height / 2;
    top += height + gap;
    return { middle, markup: laneMarkup(lane, middle, height) };
  });
  const also = top + rowHeight(others.slice(0, 3)) / 2;
  const below = inRows(others).map((row) => {
    const middle = top + rowHeight(row) / 2;
    top += rowHeight(row) + gap;
    return row.map((box, index) => boxMarkup(box, rowColumns[index] ?? 0, middle));
  });
  const root = Math.max(ways[0]?.middle ?? 0, heightOf(instance) / 2);
  const height = Math.max(root + heightOf(instance) / 2, top - gap);
  return html`<svg viewBox="-1 -1 ${width + 2} ${height + 2}" role="group" aria-label="What ${instance.name} stores where">
${ways.map(({ middle }) => edge(boxWidth, root, columns.stored, middle))}
${boxMarkup(instance, columns.instance, root)}${ways.map(({ markup }) => markup)}
${others.length > 0 && html`<text class="quiet" x="${columns.stored + 12}" y="${also + 4}">also</text>`}${below}</svg>`;
}

const rowHeight = (boxes: readonly Box[]): number => Math.max(0, ...boxes.map(heightOf));

const inRows = (boxes: readonly Box[]): readonly (readonly Box[])[] =>
  boxes.length === 0 ? [] : [boxes.slice(0, 3), ...inRows(boxes.slice(3))];

type Step = Lane['next'][number];

const stepHeight = ({ box, end }: Step): number => rowHeight(end ? [box, end] : [box]);

const stackHeight = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + stepHeight(step) + gap, 0) - gap;

const laneHeight = ({ stored, where, next }: Lane): number =>
  Math.max(heightOf(where), stored.length * lineHeight + 12, stackHeight(next));

function laneMarkup({ stored, where, next }: Lane, middle: number, height: number): Markup {
  const first = middle - ((stored.length - 1) * lineHeight) / 2 + 4;
  const words = stored.map((word) => shortened(word, 24));
  const longest = Math.max(...words.map((word) => word.length));
  let top = middle - stackHeight(next) / 2;
  const after = next.map((step) => {
    const at = top + stepHeight(step) / 2;
    top += stepHeight(step) + gap;
    const { box, end } = step;
    return html`${edge(columns.where + boxWidth, middle, columns.next, at, box.type === 'AWS::KMS::Key')}${boxMarkup(box, columns.next, at)}${
      end &&
      html`${edge(columns.next + boxWidth, at, columns.end, at)}${boxMarkup(end, columns.end, at)}`
    }`;
  });
  const half = Math.min(height, stored.length * lineHeight + 12) / 2 - 2;
  return html`<path class="bracket" d="M${columns.stored} ${middle - half}V${middle + half}"/>${words.map(
    (word, index) =>
      html`<text x="${columns.stored + 12}" y="${first + index * lineHeight}">${word}</text>`,
  )}${edge(columns.stored + 24 + longest * 6.2, middle, columns.where, middle)}${boxMarkup(where, columns.where, middle)}${after}`;
}

/** Dashed to a key: nothing is stored there. */
function edge(x: number, y: number, toX: number, toY: number, dashed = false): Markup {
  const bend = (x + toX) / 2;
  return html`<path class="edge${dashed && ' dashed'}" d="M${x} ${y}C${bend} ${y} ${bend} ${toY} ${toX} ${toY}"/>`;
}
