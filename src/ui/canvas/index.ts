export { Canvas } from './Canvas.tsx';
export type { CanvasAction, CanvasProps } from './canvas-props.ts';
export { Legend } from './Legend.tsx';
export { PodGlyphMark } from './PodGlyphMark.tsx';
