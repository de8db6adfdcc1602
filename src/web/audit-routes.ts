import { lazy } from 'preact-iso'
import { isAuditor } from './auditor.ts'
import type { Page } from './routes.ts'

/** What auditors have, and nobody else. */
export const AUDIT_PAGES: readonly Page[] = [
  {
    path: '/register',
    nav: 'Register',
    component: lazy(() => import('./pages/register/register.tsx')),
    for: isAuditor,
  },
  {
    path: '/register/:referral/:delivery',
    nav: null,
    component: lazy(() => import('./pages/disclosure/disclosure.tsx')),
  },
  {
    path: '/log-check',
    nav: 'Log',
    component: lazy(() => import('./pages/log-check/log-check.tsx')),
    for: isAuditor,
  },
  {
    path: '/statistics',
    nav: 'Statistics',
    component: lazy(() => import('./pages/statistics/statistics.tsx')),
    for: isAuditor,
  },
  {
    path: '/key-history',
    nav: 'Keys',
    component: lazy(() => import('./pages/key-history/key-history.tsx')),
    for: isAuditor,
  },
]
