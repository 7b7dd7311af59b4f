import {
  ArrowLeft,
  ArrowRight,
  Download,
  FilePlus2,
  FolderOpen,
  LibraryBig,
  PencilLine,
  WandSparkles,
  X,
} from 'lucide-react';
import type { Translate } from '../../i18n/index.ts';
import type { EditorFile, Session } from '../../session/index.ts';
import { openOverlay } from '../chrome/overlay.ts';
import type { Action } from '../chrome/overlay.ts';
import { chooseFiles } from './choose-files.ts';

/** What one can do with the editor's files: the menu beside their tabs, and the palette. Needs the late texts `writing`. */
export function fileActions(session: Session, t: Translate): readonly Action[] {
  const { files, activeFile } = session.state;
  const index = files.findIndex(({ name }) => name === activeFile);
  const file = files[index];
  return [
    { id: 'new-file', label: t('editor.new'), icon: FilePlus2, run: () => session.editing.create() },
    {
      id: 'examples',
      label: t('editor.examples'),
      icon: LibraryBig,
      run: () => openOverlay({ type: 'examples' }),
    },
    { id: 'open-files', label: t('writing.open'), icon: FolderOpen, run: () => chooseFiles(session) },
    ...(file === undefined ? [] : actionsOfFile(file, index, session, t)),
  ];
}

function actionsOfFile(file: EditorFile, index: number, session: Session, t: Translate): readonly Action[] {
  const { editing } = session;
  const move = (by: 1 | -1): Action => ({
    id: by === 1 ? 'move-file-right' : 'move-file-left',
    label: by === 1 ? t('writing.moveRight') : t('writing.moveLeft'),
    icon: by === 1 ? ArrowRight : ArrowLeft,
    run: () => editing.move(file.name, by),
  });
  return [
    {
      id: 'format',
      label: t('writing.format'),
      icon: WandSparkles,
      keys: 'Shift Alt F',
      run: () => editing.format(file.name),
    },
    {
      id: 'rename-file',
      label: t('writing.rename'),
      icon: PencilLine,
      run: () =>
        openOverlay({
          type: 'question',
          question: {
            title: t('writing.renameTitle', { file: file.name }),
            label: t('writing.name'),
            initial: file.name,
            confirm: t('writing.rename'),
            type: 'text',
            answer: (name) => editing.rename(file.name, name),
          },
        }),
    },
    ...(index > 0 ? [move(-1)] : []),
    ...(index < session.state.files.length - 1 ? [move(1)] : []),
    { id: 'save-file', label: t('writing.save'), icon: Download, run: () => download(file) },
    { id: 'close-file', label: t('writing.close'), icon: X, run: () => editing.close(file.name) },
  ];
}

function download(file: EditorFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/yaml' }));
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
