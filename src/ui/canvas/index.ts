export { Canvas } from './Canvas.tsx';
export type { CanvasAction, CanvasProps } from './canvas-props.ts';
export { LegendPlace } from './LegendPlace.tsx';
export { NamespaceSelect } from './NamespaceSelect.tsx';
export { SearchBox } from './SearchBox.tsx';
export { useFound } from './use-found.ts';
export { revisionColour } from './revision-colour.ts';
export { PodGlyphMark } from './PodGlyphMark.tsx';
