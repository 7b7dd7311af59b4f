import { useTexts } from '../../i18n/index.ts';
import { useSessionState } from '../chrome/session-context.ts';
import type { StoryFilter } from './story-groups.ts';

/** By words, by who decided, and by what is selected; and everything folded or unfolded at once. */
export function StoryFilters({
  filter,
  actors,
  isAllFolded,
  onFilter,
  onFoldAll,
}: {
  filter: StoryFilter;
  actors: readonly string[];
  isAllFolded: boolean;
  onFilter: (filter: StoryFilter) => void;
  onFoldAll: () => void;
}) {
  const t = useTexts();
  const selection = useSessionState((state) => state.selection);
  const isObject = filter.uid !== undefined;
  return (
    <div className="story-filters" role="search" aria-label={t('story.filters')}>
      <input
        type="search"
        className="story-field"
        aria-label={t('story.text')}
        placeholder={t('story.text')}
        value={filter.text}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <select
        className="story-field"
        aria-label={t('story.actor')}
        value={filter.actor}
        onChange={(event) => onFilter({ ...filter, actor: event.target.value })}
      >
        <option value="">{t('story.everybody')}</option>
        {actors.map((actor) => (
          <option key={actor} value={actor}>
            {actor}
          </option>
        ))}
      </select>
      {(selection !== undefined || isObject) && (
        <button
          type="button"
          className="button"
          aria-pressed={isObject}
          onClick={() => onFilter({ ...filter, uid: isObject ? undefined : selection?.uid })}
        >
          {isObject ? t('story.allObjects') : t('story.onlyObject', { name: selection?.name })}
        </button>
      )}
      <span className="spacer" />
      <button type="button" className="button quiet" onClick={onFoldAll}>
        {isAllFolded ? t('story.unfoldAll') : t('story.foldAll')}
      </button>
    </div>
  );
}
