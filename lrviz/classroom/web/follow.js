// A second screen: the room and its key stand behind the # of the address, which no server sees.
sessionStorage.setItem("lrviz-classroom-follow", location.hash);
location.replace(new URL("../../classroom", location.href).pathname + location.search);
