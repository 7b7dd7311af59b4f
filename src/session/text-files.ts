/** The editor's files as the shell sees them. */
export interface TextFiles {
  names(): readonly string[];
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}
