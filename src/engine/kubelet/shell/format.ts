/** The widest field that a directive makes, characters. */
const MAX_WIDTH = 9999;
const DIRECTIVE = /%%|%([-+ 0#]*)(\*|\d{0,4})(?:\.(\*|\d{0,4}))?([sdiuxXofeEgGcbq])/g;

/** A number as `%d`, `%x`, `%g` ... write it. */
export function formatNumber(value: number, conversion: string, precision: number | undefined): string {
  switch (conversion) {
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(value));
    case 'x':
      return Math.trunc(value).toString(16);
    case 'X':
      return Math.trunc(value).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(value).toString(8);
    case 'e':
    case 'E': {
      const text = twoDigitExponent(value.toExponential(Math.min(100, precision ?? 6)));
      return conversion === 'E' ? text.toUpperCase() : text;
    }
    case 'g':
    case 'G': {
      const text = general(value, Math.min(100, Math.max(1, precision ?? 6)));
      return conversion === 'G' ? text.toUpperCase() : text;
    }
    default:
      return value.toFixed(Math.min(100, precision ?? 6));
  }
}

const twoDigitExponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2');

/** As C's `%g`: the shorter of `%e` and `%f`, without zeros at the end. */
function general(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  const shorten = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (exponent < -4 || exponent >= digits) {
    return twoDigitExponent(`${shorten(mantissa)}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`);
  }
  return shorten(value.toFixed(Math.min(100, Math.max(0, digits - 1 - exponent))));
}

/** What the directives of a format may ask of who fills them. */
export interface FormatPort {
  /** The next argument. */
  take(): string | undefined;
  toNumber(text: string): number;
  /** `%b`: with its escapes. */
  unescape?(text: string): string;
  /** `%q`: as a word of the shell. */
  quote?(text: string): string;
}

/** Fills one `%` directive after another. */
export function formatDirectives(format: string, port: FormatPort): string {
  const { take, toNumber } = port;
  return format.replaceAll(
    DIRECTIVE,
    (whole: string, flags = '', width = '', precision?: string, conversion = ''): string => {
      if (whole === '%%') return '%';
      const givenWidth = width === '*' ? toNumber(take() ?? '') : Number(width);
      const wanted = Math.min(MAX_WIDTH, Math.abs(givenWidth));
      const isLeft = flags.includes('-') || givenWidth < 0;
      const given = precision === '*' ? toNumber(take() ?? '') : Number(precision);
      const digits = precision === undefined ? undefined : Math.max(0, Math.min(MAX_WIDTH, given));
      const argument = take();
      let text: string;
      if (conversion === 's') text = (argument ?? '').slice(0, digits);
      else if (conversion === 'b') text = (port.unescape?.(argument ?? '') ?? argument ?? '').slice(0, digits);
      else if (conversion === 'q') text = port.quote?.(argument ?? '') ?? argument ?? '';
      else if (conversion === 'c') text = (argument ?? '').slice(0, 1);
      else {
        const value = toNumber(argument ?? '');
        text = formatNumber(value, conversion, digits);
        if (value >= 0 && flags.includes('+')) text = `+${text}`;
        else if (value >= 0 && flags.includes(' ')) text = ` ${text}`;
        if (flags.includes('0') && !isLeft) {
          const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
          text = sign + text.slice(sign.length).padStart(wanted - sign.length, '0');
        }
      }
      return isLeft ? text.padEnd(wanted) : text.padStart(wanted);
    },
  );
}
