export { Canvas } from './Canvas.tsx';
export type { CanvasAction, CanvasProps } from './canvas-props.ts';
export { LegendPlace } from './LegendPlace.tsx';
export { NamespaceSelect } from './NamespaceSelect.tsx';
export { PodGlyphMark } from './PodGlyphMark.tsx';
