const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What `date` prints without a format. */
export const DEFAULT_DATE_FORMAT = '%a %b %e %H:%M:%S %Z %Y';

/** strftime in UTC; `time` in ms since the epoch. Without a format, what `date` prints. */
export function formatDate(time: number, format = DEFAULT_DATE_FORMAT): string {
  const date = new Date(time);
  const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const hour = date.getUTCHours();
  const parts: Readonly<Record<string, () => string>> = {
    Y: () => String(date.getUTCFullYear()),
    y: () => two(date.getUTCFullYear() % 100),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    e: () => two(date.getUTCDate(), ' '),
    H: () => two(hour),
    I: () => two(((hour + 11) % 12) + 1),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    N: () => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`,
    s: () => String(Math.floor(time / 1000)),
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    p: () => (hour < 12 ? 'AM' : 'PM'),
    j: () => String(Math.floor((time - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    u: () => String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()),
    w: () => String(date.getUTCDay()),
    Z: () => 'UTC',
    z: () => '+0000',
    F: () => formatDate(time, '%Y-%m-%d'),
    T: () => formatDate(time, '%H:%M:%S'),
    R: () => formatDate(time, '%H:%M'),
    D: () => formatDate(time, '%m/%d/%y'),
    c: () => formatDate(time, '%a %b %e %H:%M:%S %Y'),
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format.replaceAll(/%[-_]?(?:(\d?)N|([A-Za-z%]))/g, (whole: string, digits?: string, letter?: string) => {
    if (letter === undefined) return (parts['N']?.() ?? '').slice(0, digits === '' ? 9 : Number(digits));
    const text = Object.hasOwn(parts, letter) ? parts[letter]?.() : undefined;
    return whole.startsWith('%-') ? (text ?? whole).replace(/^0+(?=\d)/, '').trimStart() : (text ?? whole);
  });
}
