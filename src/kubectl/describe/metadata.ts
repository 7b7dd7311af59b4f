import { fromRFC3339, humanDuration, type GenericObject } from '../../engine/index.ts';
import { LAST_APPLIED } from '../last-applied.ts';
import type { DescribeWriter } from './writer.ts';

/** Longer annotations stand in lines of their own, and are cut (describe.go, maxAnnotationLen). */
const LONGEST_ANNOTATION = 140;

type Texts = Readonly<Record<string, string | undefined>>;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A timestamp as `Wed, 15 Jan 2025 10:00:00 +0000` (Go time.RFC1123Z). Kubernetes' zero time without one. */
export function fullDate(timestamp: string | null | undefined): string {
  const time = timestamp === undefined || timestamp === null ? Number.NaN : fromRFC3339(timestamp);
  if (Number.isNaN(time)) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()] ?? ''}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${date.getUTCFullYear()} ${clock} +0000`;
}

/** Time since a timestamp; `now` is virtual time in ms. */
export function sinceText(timestamp: string | null | undefined, now: number): string {
  const time = timestamp === undefined || timestamp === null ? Number.NaN : fromRFC3339(timestamp);
  return Number.isNaN(time) ? '<unknown>' : humanDuration(now - time);
}

/** Lines under one title, the first beside it. */
export function writeList(writer: DescribeWriter, title: string, lines: readonly string[]): void {
  const [first = '<none>', ...others] = lines;
  writer.write(`${title}:\t${first}\n`);
  for (const line of others) writer.write(`\t${line}\n`);
}

/** `Labels:` and the like, sorted by key. */
export function writeLabels(writer: DescribeWriter, title: string, labels: Texts | undefined): void {
  const keys = Object.keys(labels ?? {}).toSorted();
  writeList(
    writer,
    title,
    keys.map((key) => `${key}=${labels?.[key] ?? ''}`),
  );
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

/** `Annotations:`, without the one that `apply` keeps. */
export function writeAnnotations(writer: DescribeWriter, title: string, annotations: Texts | undefined): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== LAST_APPLIED)
    .toSorted();
  const lines = keys.flatMap((key) => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) return [`${key}: ${value}`];
    return [`${key}:`, ...value.split('\n').map((part) => `  ${shorten(part, LONGEST_ANNOTATION - 2)}`)];
  });
  writeList(writer, title, lines);
}

/** `ReplicaSet/web-abc`: what controls an object; undefined when nothing does. */
export function controllerText({ metadata }: Pick<GenericObject, 'metadata'>): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? undefined : `${owner.kind}/${owner.name}`;
}
