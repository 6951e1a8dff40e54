/** Product classes whose balances are assets under management (see migrations: table balance). */
export const aumClasses = ['current', 'time_deposit', 'wealth', 'fund', 'insurance'] as const
