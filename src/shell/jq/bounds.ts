/** Outputs of one program, and items of one array. */
export const MAX_RESULTS = 1_000_000;
/** Characters of one text. */
export const MAX_TEXT = 10_000_000;
/** Work of one output, in the budget's units. */
export const STEP_UNITS = 10;
