// HTML of the server, some parts of which can be pressed: data-press names what a part stands for.
export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".pressable");
  if (!root) {
    root = document.createElement("div");
    root.className = "pressable";
    parentElement.append(root);
  }
  const focused = root.getRootNode().activeElement?.dataset.press;
  const open = [...root.querySelectorAll("details[open]")].map((fold) => fold.dataset.fold);
  root.innerHTML = data;
  for (const fold of root.querySelectorAll("details")) fold.open = open.includes(fold.dataset.fold);
  if (focused) root.querySelector(`button[data-press="${CSS.escape(focused)}"]`)?.focus();
  root.onclick = (event) => {
    const save = event.target.closest("[data-save]");
    if (save) savePicture(save.closest("figure"), save.dataset.save);
    const part = event.target.closest("[data-press]");
    if (part) setTriggerValue("pressed", part.dataset.press);
  };
}
