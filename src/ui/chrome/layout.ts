import { useSession, useSessionState } from './session-context.ts';

/** One panel's size (px) and whether it is collapsed, remembered from visit to visit. */
export interface PanelLayout {
  readonly size: number;
  readonly collapsed: boolean;
  resize(size: number): void;
  toggle(): void;
}

/** The layout of a panel that is `designed` px large until someone resizes it. */
export function useLayout(panel: string, designed: number): PanelLayout {
  const session = useSession();
  const layout = useSessionState((state) => state.layout);
  const collapsed = layout.collapsed.includes(panel);
  return {
    size: layout.sizes[panel] ?? designed,
    collapsed,
    resize: (size) => session.setLayout({ ...layout, sizes: { ...layout.sizes, [panel]: size } }),
    toggle: () =>
      session.setLayout({
        ...layout,
        collapsed: collapsed ? layout.collapsed.filter((each) => each !== panel) : [...layout.collapsed, panel],
      }),
  };
}
