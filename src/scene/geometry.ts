/** px at zoom 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** px, of the picture at zoom 1 or of a window. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
