import type { FunctionComponent } from 'preact'
import { lazy } from 'preact-iso'
import type { Page } from './routes.ts'

type Load = () => Promise<{ default: FunctionComponent }>

/** What belongs to a case; the list of the cases leads there. */
const page = (path: string, load: Load): Page => ({
  path: `/cases/${path}`,
  nav: null,
  component: lazy(load),
})

/** The pages of a case. */
export const CASE_PAGES: readonly Page[] = [
  page('new', () => import('./pages/case-new/case-new.tsx')),
  page('find', () => import('./pages/case-find/case-find.tsx')),
  page('put/:thread', () => import('./pages/case-put/case-put.tsx')),
  page(':id', () => import('./pages/case/case.tsx')),
  page(':id/rename', () => import('./pages/case-rename/case-rename.tsx')),
  page(':id/referral', () => import('./pages/case-referral/case-referral.tsx')),
  page(':id/person', () => import('./pages/case-person/case-person.tsx')),
  page(':id/person/:number', () => import('./pages/case-person/case-person.tsx')),
  page(':id/person/:number/remove', () => import('./pages/case-remove/case-remove.tsx')),
  page(':id/people', () => import('./pages/case-take/case-take.tsx')),
  page(':id/action', () => import('./pages/case-action/case-action.tsx')),
  page(':id/review', () => import('./pages/case-review/case-review.tsx')),
  page(':id/note', () => import('./pages/case-note/case-note.tsx')),
  page(':id/settle/:number', () => import('./pages/case-settle/case-settle.tsx')),
  page(':id/link', () => import('./pages/case-link/case-link.tsx')),
  page(':id/unlink/:other', () => import('./pages/case-remove/case-remove.tsx')),
  page(':id/exchange/:thread/remove', () => import('./pages/case-remove/case-remove.tsx')),
  page(':id/close', () => import('./pages/case-status/case-status.tsx')),
  page(':id/reopen', () => import('./pages/case-status/case-status.tsx')),
]
