import type { FunctionComponent } from 'preact'
import { lazy } from 'preact-iso'
import { AUDIT_PAGES } from './audit-routes.ts'
import { isAuditor, worksWithReferrals } from './auditor.ts'
import type { SignedIn } from './worker/open-session.ts'

/** A page: a folder of `pages/`, loaded when it is first gone to. Its path holds ids and no words of anybody's. */
export type Page = {
  path: string
  component: FunctionComponent
  /** as the service navigation names it; null for what other pages lead to */
  nav: string | null
  /** for whom it is in the navigation; for everybody when left out. What one may do, the service says */
  for?: (person: SignedIn['person']) => boolean
}

export const PAGES: readonly Page[] = [
  {
    path: '/inbox',
    nav: 'Inbox',
    component: lazy(() => import('./pages/inbox/inbox.tsx')),
    for: worksWithReferrals,
  },
  {
    path: '/sent',
    nav: 'Sent',
    component: lazy(() => import('./pages/sent/sent.tsx')),
    for: worksWithReferrals,
  },
  {
    path: '/drafts',
    nav: 'Drafts',
    component: lazy(() => import('./pages/drafts/drafts.tsx')),
    for: worksWithReferrals,
  },
  { path: '/received/:id', nav: null, component: lazy(() => import('./pages/referral/received.tsx')) },
  { path: '/sent/:id', nav: null, component: lazy(() => import('./pages/referral/own-copy.tsx')) },
  ...AUDIT_PAGES,
]

/** Where one is after signing in, unless the address says otherwise. */
export const HOME = '/inbox'
/** The same for somebody: who has no referrals to work with begins with what they review. */
export const homeOf = (person: SignedIn['person']): string =>
  isAuditor(person) && !worksWithReferrals(person) ? '/register' : HOME

/** Addresses of this origin that are none of the client's: the browser goes there itself. */
export const OWN_PATHS = /^\/(?!api\/|docs\/|help\/|log\/|trust\/|enrol(?:$|[?#/])|openapi\.json)/
