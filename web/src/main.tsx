import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/page.css";

import i18next from "i18next";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App";
import { keepForOffline } from "./app/serviceWorker";
import { startWords } from "./i18n";
import { sayFresh } from "./parts/Fresh";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");

// Home is what most visits begin with: its code and words are under way while it is still found out who is here.
const isHome = location.pathname === "/";
if (isHome) void import("./pages/home/Home");
await startWords();
if (isHome) void i18next.loadNamespaces("home");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// After the first paint: what is kept for later must not slow down what is looked at now.
setTimeout(() => keepForOffline(sayFresh), 1_000);
