import { lazy } from 'preact-iso'
import type { Page } from './routes.ts'

const account = { nav: null }

/** The pages of one's own account, and of those who look after people and keys. */
export const OFFICER_PAGES: readonly Page[] = [
  { path: '/account', nav: 'Your account', component: lazy(() => import('./pages/account/account.tsx')) },
  {
    path: '/account/passphrase',
    ...account,
    component: lazy(() => import('./pages/account/passphrase.tsx')),
  },
  { path: '/account/kit', ...account, component: lazy(() => import('./pages/account/kit.tsx')) },
  { path: '/account/machine/:id', ...account, component: lazy(() => import('./pages/account/revoke.tsx')) },
]
