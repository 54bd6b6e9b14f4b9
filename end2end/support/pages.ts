// Every page there is, for tests that are about all of them.
import type { Room } from './place.ts'

/** Pages of a founded place that a stranger sees. */
export const strangersPages = (joinPath: string): string[] => ['/sign-in', '/sign-in?problem=credentials&name=ana', joinPath, '/join/closed', '/nowhere']

/** Pages that somebody who administers sees. */
export const membersPages = (room: Room): string[] => [
  '/rooms',
  '/rooms/new',
  room.path,
  `${room.path}?before=5`,
  `${room.path}/settings`,
  '/settings',
  '/settings?done=profile',
  '/people',
  '/invites',
  `/rooms/${'0'.repeat(32)}`,
]

/** What the browser says about a page that is not there. */
export const NOT_THERE = /the server responded with a status of 404/
