export const BACK = { href: '/account', text: 'Back to your account' }
