import type { Translate } from '../../i18n/index.ts';
import { clockTextShort, type Session } from '../../session/index.ts';
import { pictureSvg } from './picture-svg.ts';
import { cssFont, type Measure, type Palette } from './svg-sheet.ts';

export type PictureFormat = 'svg' | 'png';

const tokens = 'bg raised tile ink muted faint line accent ok wait bad gone rev1 rev2 rev3 rev4 rev5'.split(' ');

/** px; larger pictures are drawn smaller, because browsers refuse larger canvases. */
const LARGEST_SIDE = 8192;

function paletteOfPage(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(tokens.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
}

function measureByCanvas(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, style) => {
    if (context === null) return text.length * style.size * 0.6;
    context.font = cssFont(style);
    return context.measureText(text).width;
  };
}

async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const scale = Math.min(2, LARGEST_SIDE / image.naturalWidth, LARGEST_SIDE / image.naturalHeight);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('The browser could not draw it')) : resolve(blob)));
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Hands the whole picture, in the view, theme and language and at the moment on the screen, to the person as a file. */
export async function savePicture(session: Session, t: Translate, format: PictureFormat): Promise<void> {
  const scene = session.picture.scene();
  const { view } = scene.arrangement;
  const { now, startTime } = session.state;
  const time = clockTextShort(now - startTime);
  const title = t('export.title', { view: t(`export.${view}`), time });
  const svg = pictureSvg({ scene, now, t, palette: paletteOfPage(), measure: measureByCanvas(), title });
  const blob = format === 'png' ? await toPng(svg) : new Blob([svg], { type: 'image/svg+xml' });
  download(blob, `podground-${view}-${time.replaceAll(':', '-')}.${format}`);
}
