"""An expression as a tree, by Spark's own parser."""


def tree_of(spark, text):
    jvm_session = spark._jsparkSession
    state = getattr(jvm_session, "sessionState", None)
    return node(state().sqlParser().parseExpression(text))


def items(sequence):
    return [sequence.apply(i) for i in range(sequence.size())]


def node(e):
    name = e.getClass().getSimpleName()
    if name == "UnresolvedAttribute":
        return {"col": ".".join(items(e.nameParts()))}
    if name == "UnresolvedStar":
        return {"col": "*"}
    if name == "Literal":
        return literal(e)
    if name in ("Alias", "UnresolvedAlias"):
        child = node(e.child())
        return {"alias": e.name(), "arg": child} if name == "Alias" else child
    if name == "Cast":
        mode = e.evalMode().toString().lower()
        return {"cast": node(e.child()), "to": e.dataType().simpleString(), "mode": mode}
    if name == "UnresolvedFunction":
        tree = {"fn": items(e.nameParts())[-1], "args": [node(a) for a in items(e.arguments())]}
        if e.filter().isDefined():
            tree["args"].append(node(e.filter().get()))
        return {**tree, "distinct": True} if e.isDistinct() else tree
    tree = {"op": name, "args": [node(c) for c in items(e.children())]}
    return {**tree, "escape": e.escapeChar()} if name in ("Like", "ILike") else tree


def literal(e):
    kind = e.dataType().simpleString()
    value = e.value()
    if value is None:
        return {"lit": None, "type": "void"}
    if kind.startswith("interval"):
        return {"lit": e.sql(), "type": kind}
    if kind == "string":
        return {"lit": value.toString() if hasattr(value, "toString") else str(value), "type": kind}
    if kind.startswith("decimal"):
        return {"lit": {"$decimal": value.toString()}, "type": kind}
    return {"lit": value, "type": kind}
