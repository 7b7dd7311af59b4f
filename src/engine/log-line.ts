/** One line that a container printed. */
export interface LogLine {
  /** Virtual time, ms since the epoch. */
  time: number;
  text: string;
}
