#include "studio.inc"
#macro Leg() #if (Colour = 0) WoodUp(OakLight, OakDark, 0.5) #else WoodUp(WalnutLight, WalnutDark, 0.5) #end #end
#macro Seat() #if (Colour = 0) WoodOf(OakLight, OakDark, 1.0) #else WoodOf(WalnutLight, WalnutDark, 0.6) #end #end
#declare Plank = superellipsoid { <0.08, 0.08> scale <0.78, 0.11, 2.3> }
union {
  object { Plank Seat() rotate y * 90 translate y * 2.05 }
  #for (I, -1, 1, 2) #for (K, -1, 1, 2)
    cone { <I * 2.0, 0, K * 0.62>, 0.08, <I * 1.75, 1.98, K * 0.45>, 0.14 Leg() }
  #end
    cylinder { <I * 1.88, 0.9, -0.54>, <I * 1.88, 0.9, 0.54>, 0.06 Leg() }
  #end
  cylinder { <-1.88, 0.9, 0>, <1.88, 0.9, 0>, 0.06 Leg() }
  rotate y * 28
}
Studio(3)
#if (View = 1) Shot(<0, 4.6, -15>, <0, 1.1, 0>, 20.5) #else Shot(<-3.0, 4.4, -8>, <-0.7, 1.5, 0>, 21) #end
