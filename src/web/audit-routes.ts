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
  { path: '/refusals', nav: null, component: lazy(() => import('./pages/refusals/refusals.tsx')) },
  { path: '/reconcile', nav: null, component: lazy(() => import('./pages/reconcile/reconcile.tsx')) },
  {
    path: '/log-check',
    nav: 'Log',
    component: lazy(() => import('./pages/log-check/log-check.tsx')),
    for: isAuditor,
  },
  {
    path: '/log-check/entries',
    nav: null,
    component: lazy(() => import('./pages/log-entries/log-entries.tsx')),
  },
  {
    path: '/log-check/export',
    nav: null,
    component: lazy(() => import('./pages/log-export/log-export.tsx')),
  },
  {
    path: '/log-check/exported',
    nav: null,
    component: lazy(() => import('./pages/log-export/check-export.tsx')),
  },
  {
    path: '/statistics',
    nav: 'Statistics',
    component: lazy(() => import('./pages/statistics/statistics.tsx')),
    for: isAuditor,
  },
  {
    path: '/reviews',
    nav: 'Reviews',
    component: lazy(() => import('./pages/reviews/reviews.tsx')),
    for: isAuditor,
  },
  { path: '/reviews/new', nav: null, component: lazy(() => import('./pages/reviews/new-sample.tsx')) },
  { path: '/reviews/select', nav: null, component: lazy(() => import('./pages/reviews/new-selection.tsx')) },
  { path: '/reviews/check', nav: null, component: lazy(() => import('./pages/review/check-report.tsx')) },
  { path: '/reviews/:id', nav: null, component: lazy(() => import('./pages/review/review.tsx')) },
  { path: '/reviews/:id/sign', nav: null, component: lazy(() => import('./pages/review/sign.tsx')) },
  { path: '/reviews/:id/:leaf', nav: null, component: lazy(() => import('./pages/review/item.tsx')) },
  {
    path: '/key-history',
    nav: 'Keys',
    component: lazy(() => import('./pages/key-history/key-history.tsx')),
    for: isAuditor,
  },
]
