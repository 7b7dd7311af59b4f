export { Canvas } from './Canvas.tsx';
export type { CanvasAction, CanvasProps } from './canvas-props.ts';
export { LegendPlace } from './LegendPlace.tsx';
export { PodGlyphMark } from './PodGlyphMark.tsx';
