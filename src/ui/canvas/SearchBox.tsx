import { Search } from 'lucide-react';
import { useTexts } from '../../i18n/index.ts';

/** Looks for things in the picture: what is not found is dimmed, nothing moves. */
export function SearchBox({
  text,
  count,
  onSearch,
}: {
  text: string;
  /** How many things were found; undefined while nothing is looked for. */
  count: number | undefined;
  onSearch: (text: string) => void;
}) {
  const t = useTexts();
  return (
    <div className="search-box" role="search">
      <Search aria-hidden />
      <input
        type="search"
        aria-label={t('canvas.search.label')}
        placeholder={t('canvas.search.hint')}
        title={t('canvas.search.hint')}
        value={text}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onSearch('');
        }}
      />
      <span className="search-count" role="status">
        {count === undefined ? '' : t('canvas.search.found', { count })}
      </span>
    </div>
  );
}
