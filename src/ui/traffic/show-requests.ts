import type { Session } from '../../session/index.ts';

/** px below which the requests are cramped. */
const ROOM = 300;

/** Shows the requests under the picture, with room enough to read them. */
export function showRequests(session: Session): void {
  const { layout } = session.state;
  session.setDock('requests');
  session.setLayout({
    sizes: { ...layout.sizes, dock: Math.max(ROOM, layout.sizes['dock'] ?? 0) },
    collapsed: layout.collapsed.filter((panel) => panel !== 'dock'),
  });
}
