import type { ComponentType, MouseEvent } from 'react';
import { ariaKeys } from './platform.ts';

export interface IconButtonProps {
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  /** Its name, also shown when it is pointed at or has the focus. */
  label: string;
  onClick(event: MouseEvent<HTMLButtonElement>): void;
  keys?: string;
  disabled?: boolean;
  pressed?: boolean;
  /** Which side of the button its name appears on. */
  tip?: 'above' | 'below' | 'belowLeft' | 'aboveRight';
}

/** A button that is only an icon, with a name for those who cannot see it or do not know it. */
export function IconButton({ icon: Icon, label, onClick, keys, disabled, pressed, tip = 'below' }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={ariaKeys(keys)}
      disabled={disabled}
      data-tip={keys === undefined ? label : `${label}  ${keys}`}
      data-tip-side={tip}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
