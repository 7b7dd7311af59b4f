import type { Toleration, TopologySpreadConstraint } from '../../engine/index.ts';
import { formatLabelSelector } from '../../engine/index.ts';
import { writeList } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

function tolerationText({ key = '', operator, value = '', effect, tolerationSeconds }: Toleration): string {
  let text = key;
  if (value !== '') text += `=${value}`;
  if (effect !== undefined) text += `:${effect}`;
  // Without key, value and effect it tolerates everything.
  if (operator === 'Exists' && value === '') text += text === '' ? 'op=Exists' : ' op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

/** `Tolerations:`, sorted by key. */
export function writeTolerations(writer: DescribeWriter, title: string, tolerations: readonly Toleration[] = []): void {
  const sorted = tolerations.toSorted((a, b) => {
    const left = a.key ?? '';
    const right = b.key ?? '';
    return left < right ? -1 : left > right ? 1 : 0;
  });
  writeList(writer, title, sorted.map(tolerationText));
}

/** `Topology Spread Constraints:`, when there are any. */
export function writeSpreadConstraints(
  writer: DescribeWriter,
  space: string,
  constraints: readonly TopologySpreadConstraint[] = [],
): void {
  if (constraints.length === 0) return;
  const lines = constraints
    .toSorted((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1))
    .map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const selector = labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(labelSelector)}`;
      return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
    });
  writeList(writer, `${space}Topology Spread Constraints`, lines);
}
