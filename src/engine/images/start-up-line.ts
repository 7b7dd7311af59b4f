import { formatDate } from '../kubelet/shell/dates.ts';
import { toRFC3339 } from '../api/time.ts';

/** What the lines of a server on its way up may name. */
export interface StartUp {
  readonly port: string;
  readonly host: string;
  readonly ip: string;
  /** Ms since the epoch. */
  readonly time: number;
}

/** A line that a server prints on its way up, with `{port}`, `{host}`, `{ip}`, `{time}`, `{go}` and `{date:FORMAT}` filled in. */
export function startUpLine(line: string, { port, host, ip, time }: StartUp): string {
  if (!line.includes('{')) return line;
  return line
    .replaceAll(/\{date:([^}]{1,40})\}/g, (_, format: string) => formatDate(time, format))
    .replace('{port}', port)
    .replace('{host}', host)
    .replaceAll('{ip}', ip)
    .replace('{go}', formatDate(time, '%Y/%m/%d %H:%M:%S'))
    .replace('{time}', toRFC3339(time));
}
