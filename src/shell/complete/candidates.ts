/** What a word can be completed to: known words, or files. */
export type Candidates = readonly string[] | 'files' | 'folders';
