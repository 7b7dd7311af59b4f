import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import type { Overlay } from '../overlay.ts';
import { closeOverlay, returnFocus } from '../overlay.ts';
import { ariaKeys } from '../platform.ts';

/** A menu at a point of the window. */
export function PointMenu({ menu }: { menu: Extract<Overlay, { type: 'menu' }> }) {
  const isChosen = useRef(false);
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(open) => !open && closeOverlay()}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="point" tabIndex={-1} aria-hidden style={{ left: menu.x, top: menu.y }} />
      </DropdownMenu.Trigger>
      {/* Inside the main landmark, where a screen reader looks for content. */}
      <DropdownMenu.Portal container={document.querySelector('main')}>
        <DropdownMenu.Content
          className="menu"
          aria-label={menu.label}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // What was chosen may have the focus by now, such as another menu, which would close without it.
            if (!isChosen.current) returnFocus();
          }}
        >
          {menu.heading !== undefined && (
            <DropdownMenu.Label className="menu-heading">{menu.heading}</DropdownMenu.Label>
          )}
          {menu.actions.map(({ id, label, icon: Icon, tone, keys, run }) => (
            <DropdownMenu.Item
              key={id}
              className="menu-item"
              data-tone={tone}
              aria-keyshortcuts={ariaKeys(keys)}
              onSelect={() => {
                isChosen.current = true;
                closeOverlay();
                // What it opens takes the place of the menu, and gives the focus back to where that would have.
                setTimeout(() => {
                  returnFocus();
                  run();
                });
              }}
            >
              {Icon === undefined ? null : <Icon size={14} />}
              <span>{label}</span>
              {keys !== undefined && <kbd aria-hidden>{keys}</kbd>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
