import { Dialog } from 'radix-ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n/index.ts';
import { closeOverlay, returnFocus } from '../overlay.ts';

/** A dialog over the page; a wide one for what needs room. */
export function Sheet({ title, isWide = false, children }: { title: string; isWide?: boolean; children: ReactNode }) {
  const t = useTexts();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Overlay className="shade" />
        <Dialog.Content
          className={isWide ? 'sheet is-wide' : 'sheet'}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus();
          }}
        >
          <Dialog.Title className="sheet-title">{title}</Dialog.Title>
          {children}
          <Dialog.Close className="icon-button sheet-close" aria-label={t('app.close')}>
            <X size={16} aria-hidden />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
