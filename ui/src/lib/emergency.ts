// The sorts of emergency in which a gate may be passed, in words.
import type { Category } from '$lib/api/types';

const words: Record<Category, string> = {
  outage: 'Outage',
  security: 'Security incident',
  data_loss: 'Data loss',
  safety: 'Safety of people',
  legal: 'Legal deadline',
};

export const categoryWord = (category: Category) => words[category];
export const categories = (Object.keys(words) as Category[]).map((id) => ({ id, title: words[id] }));
