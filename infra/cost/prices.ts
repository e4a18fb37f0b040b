/**
 * AWS list prices in US dollars for ap-southeast-1 (distribution and firewall: global), as published in 2025 and to be
 * compared with the price pages before a decision hangs on them. Free tiers and discounts are left out.
 */
export const pricesAsOf = '2025-06';

export const prices = {
  lambda: { gbSecondArm: 0.0000133334, gbSecondX86: 0.0000166667, request: 0.2e-6 },
  stateTransition: 25e-6,
  queueRequest: 0.4e-6,
  apiRequest: 4.25e-6,
  fargate: {
    x86: { vcpuHour: 0.05056, gbHour: 0.00553 },
    arm: { vcpuHour: 0.04045, gbHour: 0.00442 },
    publicAddressHour: 0.005,
  },
  s3: { gbMonth: 0.025, put: 5e-6, get: 0.4e-6 },
  kms: { keyMonth: 1, request: 3e-6 },
  secretMonth: 0.4,
  distribution: { gbOut: 0.12, request: 1.2e-6 },
  firewall: { aclMonth: 5, ruleMonth: 1, request: 0.6e-6 },
  logs: { gbIn: 0.7, metricMonth: 0.3, alarmMonth: 0.1, dashboardMonth: 3 },
  balancerHour: 0.0252,
  aurora: { acuHour: 0.2, gbMonth: 0.12 },
  natHour: 0.059,
} as const;

export const hoursPerMonth = 730;
