/** Values of the page's colours, by the names of its tokens without `--`. */
export type Palette = Readonly<Record<string, string>>;

/** Px that a text takes. */
export type Measure = (text: string, style: TextStyle) => number;

export interface TextStyle {
  /** px */
  readonly size: number;
  readonly weight?: number;
  readonly mono?: boolean;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

const fonts = {
  sans: "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans KR', sans-serif",
  mono: "ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace",
} as const;

/** A font as a canvas is told of it. */
export function cssFont({ size, weight = 400, mono = false }: TextStyle): string {
  return `${weight} ${size}px ${mono ? fonts.mono : fonts.sans}`;
}

function escaped(text: string): string {
  // What XML has no way to write is left out.
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  const allowed = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function tagOf(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** An SVG picture that is being drawn: shapes and texts only, in colours that need nothing from outside. */
export class SvgSheet {
  private readonly parts: string[] = [];
  private readonly palette: Palette;
  private readonly measure: Measure;

  constructor(palette: Palette, measure: Measure) {
    this.palette = palette;
    this.measure = measure;
  }

  /** The value of a token; a name that is none stands for itself, as `none` does. */
  colour(name: string): string {
    return this.palette[name] ?? name;
  }

  shape(name: string, { fill = 'none', stroke, ...rest }: Attributes): void {
    const drawn = { ...rest, fill: this.colour(String(fill)), stroke: stroke && this.colour(String(stroke)) };
    this.parts.push(tagOf(name, drawn));
  }

  box(x: number, y: number, width: number, height: number, more: Attributes): void {
    this.shape('rect', { x, y, width: Math.max(0, width), height, ...more });
  }

  /** One line of text, cut to `room` px; `y` is its base line. Answers its width. */
  text(
    x: number,
    y: number,
    text: string,
    style: TextStyle & { fill?: string; room?: number; anchor?: 'middle' | 'end' },
  ): number {
    const cut = this.cut(text, style, style.room ?? Number.POSITIVE_INFINITY);
    if (cut === '') return 0;
    this.parts.push(
      tagOf(
        'text',
        {
          x,
          y,
          'font-size': style.size,
          'font-weight': style.weight,
          'font-family': style.mono === true ? fonts.mono : undefined,
          'text-anchor': style.anchor,
          fill: this.colour(style.fill ?? 'ink'),
        },
        escaped(cut),
      ),
    );
    return this.measure(cut, style);
  }

  /** Draws with its own origin; `title` is what a reader is told of it. */
  group(x: number, y: number, title: string | undefined, attributes: Attributes, draw: () => void): void {
    const at = this.parts.length;
    draw();
    const inside = this.parts.splice(at).join('');
    const named = title === undefined ? '' : tagOf('title', {}, escaped(title));
    this.parts.push(tagOf('g', { transform: `translate(${x} ${y})`, ...attributes }, named + inside));
  }

  /** The whole file. */
  file(view: { x: number; y: number; width: number; height: number }, title: string): string {
    const { x, y, width, height } = view;
    const background = tagOf('rect', { x, y, width, height, fill: this.colour('bg') });
    return tagOf(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        viewBox: `${x} ${y} ${width} ${height}`,
        width,
        height,
        'font-family': fonts.sans,
        role: 'img',
      },
      tagOf('title', {}, escaped(title)) + background + this.parts.join(''),
    );
  }

  private cut(text: string, style: TextStyle, room: number): string {
    if (this.measure(text, style) <= room) return text;
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.measure(`${text.slice(0, middle)}…`, style) <= room) low = middle;
      else high = middle - 1;
    }
    return low === 0 ? '' : `${text.slice(0, low)}…`;
  }
}
