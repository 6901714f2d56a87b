// Runs veraPDF on files: java -cp JAR org.mozilla.javascript.tools.shell.Main verapdf.js FILE...
// Prints one JSON line for each file and profile. The jar has no reader for its own profiles (it lacks a JAXB runtime), so
// they are read here: everything else is veraPDF's.
var vera = Packages.org.verapdf;
var profiles = vera.pdfa.validation.profiles.Profiles;
var flavours = vera.pdfa.flavours.PDFAFlavour;
vera.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var foundry = vera.pdfa.Foundries.defaultInstance();

function within(node, name) {
  var found = [], all = node.getChildNodes();
  for (var at = 0; at < all.getLength(); at++) if (all.item(at).getNodeName() == name) found.push(all.item(at));
  return found;
}

function text(node, name) {
  return within(node, name)[0].getTextContent();
}

function ruleOf(node) {
  var id = within(node, "id")[0], none = new java.util.ArrayList();
  var named = profiles.ruleIdFromValues(
    flavours.Specification.valueOf(id.getAttribute("specification")), id.getAttribute("clause"), parseInt(id.getAttribute("testNumber")));
  var deferred = node.hasAttribute("deferred") ? java.lang.Boolean.valueOf(node.getAttribute("deferred")) : null;
  var error = profiles.errorFromValues(text(within(node, "error")[0], "message"), none);
  return profiles.ruleFromValues(
    named, node.getAttribute("object"), deferred, node.getAttribute("tags"), text(node, "description"), text(node, "test"), error, none);
}

function profileOf(name) {
  var source = foundry.getClass().getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml");
  var root = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getDocumentElement();
  var rules = new java.util.HashSet(), variables = new java.util.HashSet();
  within(within(root, "rules")[0], "rule").forEach(function (node) { rules.add(ruleOf(node)); });
  within(within(root, "variables")[0], "variable").forEach(function (node) {
    variables.add(profiles.variableFromValues(
      node.getAttribute("name"), node.getAttribute("object"), text(node, "defaultValue"), text(node, "value")));
  });
  var details = profiles.profileDetailsFromValues(name, name, "veraPDF", new java.util.Date(0));
  return profiles.profileFromValues(flavours.valueOf(root.getAttribute("flavour")), details, "", rules, variables);
}

arguments.forEach(function (file) {
  ["PDFA-3A", "PDFUA-1"].forEach(function (name) {
    var profile = profileOf(name);
    var parser = foundry.createParser(new java.io.File(file), profile.getPDFAFlavour());
    var result = vera.pdfa.validation.validators.ValidatorFactory.createValidator(profile, false, 20).validate(parser);
    var failed = result.getTestAssertions().toArray().map(function (item) {
      return item.getRuleId().getClause() + "-" + item.getRuleId().getTestNumber() + " " + item.getMessage() + " " + item.getLocation().getContext();
    });
    parser.close();
    print(JSON.stringify({
      file: file, profile: name, rules: profile.getRules().size(), checks: result.getTotalAssertions(), compliant: result.isCompliant(), failed: failed
    }));
  });
});
