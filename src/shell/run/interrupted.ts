/** What a command ends with that Ctrl-C ended: 128 + SIGINT. */
export const INTERRUPTED = 130;
