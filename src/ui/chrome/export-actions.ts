import { FileImage, FileType } from 'lucide-react';
import type { Translate } from '../../i18n/index.ts';
import type { Session } from '../../session/index.ts';
import type { Action } from './overlay.ts';

/** Saving the picture, as what a menu and the palette offer. */
export function exportActions(session: Session, t: Translate): readonly Action[] {
  const save = async (format: 'svg' | 'png'): Promise<void> => {
    try {
      const { savePicture } = await import('../export/save-picture.ts');
      await savePicture(session, t, format);
    } catch {
      session.toast({ key: 'export.failed', params: {} }, 'error');
    }
  };
  return [
    { id: 'save-svg', label: t('export.svg'), icon: FileType, run: () => void save('svg') },
    { id: 'save-png', label: t('export.png'), icon: FileImage, run: () => void save('png') },
  ];
}
