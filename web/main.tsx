import './without-eval.ts';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { firstLanguage } from './messages/language.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
const first = await firstLanguage();
document.documentElement.lang = first.language;
createRoot(root).render(<App first={first} />);
