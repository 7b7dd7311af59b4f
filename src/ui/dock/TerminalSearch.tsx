import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { IconButton } from '../chrome/IconButton.tsx';
import { findText, markFound, showFound } from './text-search.ts';

export interface TerminalSearchProps {
  /** What is printed: it is searched again when there is more. */
  log: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** Finds a text in all that was printed: Enter goes to the one before, as the newest stands last; Shift+Enter back. */
export function TerminalSearch({ log, onClose }: TerminalSearchProps) {
  const t = useTexts();
  const [wanted, setWanted] = useState('');
  const [found, setFound] = useState<readonly Range[]>([]);
  const [current, setCurrent] = useState(-1);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (log.current === null) return undefined;
    const printed = log.current;
    const observer = new MutationObserver(() => {
      const ranges = findText(printed, wanted);
      setFound(ranges);
      setCurrent((old) => (old >= 0 && old < ranges.length ? old : ranges.length - 1));
    });
    observer.observe(printed, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [log, wanted]);
  useEffect(() => {
    markFound(found, current);
    return () => markFound([], -1);
  }, [found, current]);

  function go(step: 1 | -1) {
    if (found.length === 0) return;
    const next = (current + step + found.length) % found.length;
    setCurrent(next);
    showFound(found[next]);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') go(event.shiftKey ? 1 : -1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <search className="terminal-search">
      <input
        ref={field}
        className="field"
        aria-label={t('dock.find')}
        placeholder={t('dock.find')}
        autoComplete="off"
        spellCheck={false}
        value={wanted}
        onChange={({ target: { value } }) => {
          const ranges = log.current === null ? [] : findText(log.current, value);
          setWanted(value);
          setFound(ranges);
          setCurrent(ranges.length - 1);
          showFound(ranges.at(-1));
        }}
        onKeyDown={onKeyDown}
      />
      <span role="status" className="terminal-search-count">
        {wanted !== '' && t('dock.findCount', { at: current + 1, count: found.length })}
      </span>
      <IconButton icon={ChevronUp} label={t('dock.findPrevious')} tip="below" onClick={() => go(-1)} />
      <IconButton icon={ChevronDown} label={t('dock.findNext')} tip="below" onClick={() => go(1)} />
      <IconButton icon={X} label={t('dock.findClose')} tip="belowLeft" onClick={onClose} />
    </search>
  );
}
