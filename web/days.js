// A number of days with what they are counted in. `unit`: as the service says it; nothing: working days.

export const zhDays = (n, unit) => `${n} ${unit ? '天' : '个工作日'}`;
export const enDays = (n, unit) => `${n} ${unit ? '' : 'working '}day${n === 1 ? '' : 's'}`;
