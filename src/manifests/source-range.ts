/** Field names and list positions from the object down: `['spec', 'ports', 0, 'port']`. */
export type FieldPath = readonly (string | number)[];

/** Offsets in the file, `to` exclusive. */
export interface SourceRange {
  from: number;
  to: number;
}
