import { LONGEST_TEXT } from '../../session/index.ts';
import type { EditorFile, Session } from '../../session/index.ts';

/** More at once is a slip: a whole folder was dropped. */
const MOST_FILES = 20;

/** Opens files from outside in the editor, and says which of them it does not take: too large, too many, or no text. */
export async function openFiles(session: Session, files: readonly File[]): Promise<void> {
  const read = await Promise.all(files.slice(0, MOST_FILES).map(textFile));
  const taken = read.filter((file) => file !== undefined);
  const left = files.filter(({ name }) => !taken.some((file) => file.name === name)).map(({ name }) => name);
  session.editing.open(taken);
  if (left.length > 0) session.toast({ key: 'editor.notOpened', params: { files: shortList(left) } }, 'error');
}

async function textFile(file: File): Promise<EditorFile | undefined> {
  // A character takes at most four bytes.
  if (file.size > LONGEST_TEXT * 4) return undefined;
  try {
    const text = await file.text();
    return text.length > LONGEST_TEXT || text.includes('\0') ? undefined : { name: file.name, text };
  } catch {
    // A folder, or a file that went away meanwhile.
    return undefined;
  }
}

const MOST_NAMED = 3;

function shortList(names: readonly string[]): string {
  return names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '');
}
