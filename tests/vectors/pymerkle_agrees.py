"""Whether pymerkle (PyPI) finds the roots and inclusion proofs that stand in a file: reads {"entries", "roots", "inclusion"}, hashes in hex.

Its consistency proofs are of another form than RFC 9162's, so there it only proves that our roots continue one another.
"""

import json
import sys

from pymerkle import InclusionProof, InmemoryTree, verify_consistency, verify_inclusion

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)

tree = InmemoryTree(algorithm="sha256")
for entry in given["entries"]:
    tree.append_entry(entry.encode())
roots = [bytes.fromhex(root) for root in given["roots"]]

for proof in given["inclusion"]:
    # They count from 1, and start the path with the leaf itself.
    index, size = proof["index"] + 1, proof["size"]
    theirs = tree.prove_inclusion(index, size)
    base = tree.get_leaf(index)
    path = [base, *map(bytes.fromhex, proof["path"])]
    ours = InclusionProof("sha256", True, size, index, theirs.rule, path)
    verify_inclusion(base, roots[size], ours, index=index, size=size)

for new in range(1, len(roots)):
    for old in range(1, new + 1):
        verify_consistency(roots[old], roots[new], tree.prove_consistency(old, new), old, new)

print(f"ok {len(given['inclusion'])} inclusion")
