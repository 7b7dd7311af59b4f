import { protobufType } from './protobuf/envelope.ts';

export type Format = 'json' | 'yaml' | 'protobuf';

/** The media type of each format. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: protobufType,
};

/** In which form a client wants its answer. */
export interface Wanted {
  /** What objects are turned into: whole, tables, or their metadata alone. */
  as: 'Object' | 'Table' | 'PartialObjectMetadata';
  format: Format;
}

interface MediaRange {
  type: string;
  parameters: ReadonlyMap<string, string>;
}

/** Answers are bounded in how much of a header they look at. */
const MOST_RANGES = 32;

function mediaRange(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = rest.map((part) => {
    const [name = '', value = ''] = part.split('=', 2);
    return [name.toLowerCase(), value.replaceAll('"', '')] as const;
  });
  return { type: type.toLowerCase(), parameters: new Map(parameters) };
}

/** The media ranges of an Accept header, in its order. */
export function mediaRanges(header: string | undefined): readonly MediaRange[] {
  const text = (header ?? '').trim();
  return (text === '' ? '*/*' : text).split(',', MOST_RANGES).map(mediaRange);
}

const FORMATS: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  [protobufType]: 'protobuf',
  'application/*': 'json',
  '*/*': 'json',
};

function formOf({ type, parameters }: MediaRange, formats: readonly Format[]): Wanted | undefined {
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  if (format === undefined || !formats.includes(format)) return undefined;
  const as = parameters.get('as');
  if (as === undefined) return { as: 'Object', format };
  if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') return undefined;
  // Tables have no message.
  if (as === 'Table') return format === 'protobuf' ? undefined : { as: 'Table', format };
  // Each kind has its list's name too.
  if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
    return { as: 'PartialObjectMetadata', format };
  }
  return undefined;
}

/** The first form of those that an Accept header names, in one of `formats`; undefined when there is none (406). */
export function wantedForm(header: string | undefined, formats: readonly Format[]): Wanted | undefined {
  for (const range of mediaRanges(header)) {
    const form = formOf(range, formats);
    if (form !== undefined) return form;
  }
  return undefined;
}
