import type { Session } from '../../session/index.ts';
import { openFiles } from './open-files.ts';

/** Asks for files of this computer, and opens them in the editor. */
export function chooseFiles(session: Session): void {
  const picker = document.createElement('input');
  picker.type = 'file';
  picker.multiple = true;
  picker.accept = '.yaml,.yml,.json,text/*';
  picker.addEventListener('change', () => void openFiles(session, [...(picker.files ?? [])]));
  picker.click();
}
